// Facts: what has happened to a person. A layer listens to them, and what it does about them may take its time.

type Fact = 'room_changed' | 'message_accepted' | 'poll_created' | 'stroke_drawn';
type Listener = () => unknown; // a promise, when it takes time

export class Facts {
  #listeners: { fact: Fact; listener: Listener }[] = [];

  on(fact: Fact, listener: Listener): void {
    this.#listeners.push({ fact, listener });
  }

  /** Calls the listeners one after the other, in the order in which they came. Resolves when all are done. */
  async emit(fact: Fact): Promise<void> {
    for (const one of this.#listeners) if (one.fact === fact) await one.listener();
  }
}
