// What the tab remembers of a conversation: its session storage where that is allowed, else nothing
// beyond the page. Storage may throw at any touch (cookies blocked, sandboxed frames).

const KEPT = 20; // turns

export class Memory {
  constructor(name) {
    this.name = `bulletin-qa:${name}`;
    this.turns = this.#read();
  }

  add(turn) {
    this.turns = [...this.turns, turn].slice(-KEPT);
    this.#write();
  }

  clear() {
    this.turns = [];
    this.#write();
  }

  #read() {
    try {
      const turns = JSON.parse(sessionStorage.getItem(this.name) ?? "[]");
      return Array.isArray(turns) ? turns.filter(isTurn).slice(-KEPT) : [];
    } catch {
      return [];
    }
  }

  #write() {
    try {
      sessionStorage.setItem(this.name, JSON.stringify(this.turns));
    } catch {
      // Not allowed, or full: the page's memory has it.
    }
  }
}

function isTurn(turn) {
  return typeof turn?.question === "string" && typeof turn.answer?.text === "string";
}
