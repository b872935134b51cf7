// The printable page opens the print dialogue by itself.
addEventListener("load", () => print());
