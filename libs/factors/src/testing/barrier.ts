/** Holds everyone who arrives until `count` have: so a mutant that reads first and writes later fails every time. */
export class Barrier {
  private arrived = 0;
  private open!: () => void;
  private readonly opened = new Promise<void>((resolve) => (this.open = resolve));

  constructor(private readonly count: number) {}

  async pass(): Promise<void> {
    this.arrived += 1;
    if (this.arrived >= this.count) this.open();
    await this.opened;
  }
}
