// A permalink's fragment `#char=120,188` never reaches the server: ask for the passage marked.
const passage = /^#char=(\d+),(\d+)$/.exec(location.hash);
if (passage) location.replace(`${location.pathname}?char=${passage[1]},${passage[2]}#passage`);
