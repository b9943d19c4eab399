import type {
  IBeginOptions,
  IGenerationSources,
  ILocalGeneration
} from '../../generations';

/**
 * An answer that was begun, and what was told of it.
 */
export class FakeLocalGeneration implements ILocalGeneration {
  constructor(
    readonly id: string,
    readonly options: IBeginOptions
  ) {}

  readonly owned: string[] = [];
  readonly outcomes: string[] = [];

  get signal(): AbortSignal {
    return this._controller.signal;
  }

  /**
   * A person presses Stop.
   */
  stop(): void {
    this._controller.abort();
  }

  owns(messageId: string): void {
    this.owned.push(messageId);
  }

  ended(outcome = 'complete'): void {
    this.outcomes.push(outcome);
  }

  private readonly _controller = new AbortController();
}

/**
 * Sources that record.
 */
export class FakeSources implements IGenerationSources {
  readonly begun: FakeLocalGeneration[] = [];

  begin(options: IBeginOptions): FakeLocalGeneration {
    const id = `generation-${this.begun.length + 1}`;
    const generation = new FakeLocalGeneration(id, options);
    this.begun.push(generation);
    return generation;
  }
}
