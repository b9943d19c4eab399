import type { IDisposable } from '@lumino/disposable';

import type { ILocalGeneration } from '../../generations/sources';
import { isFields } from '../../protocol';
import type { IPageAgent } from './persona';

/**
 * One answer of a persona in the page, from its beginning to its end: stops it, and tells when it
 * has ended.
 */
export class PageAnswer implements IDisposable {
  /**
   * @param stop - Stops whatever the persona's agent does, and what waits behind it.
   */
  constructor(
    generation: ILocalGeneration,
    agent: IPageAgent,
    stop: () => void
  ) {
    this._generation = generation;
    this._agent = agent;
    this._stop = stop;
    agent.agentEvent.connect(this._onAgentEvent, this);
    generation.signal.addEventListener('abort', this._onAbort);
    if (generation.signal.aborted) {
      this._onAbort();
    }
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  get isStopped(): boolean {
    return this._generation.signal.aborted;
  }

  /**
   * Tell that the agent has been asked something else, which the stop of this one must not end.
   */
  giveWay(): void {
    window.clearTimeout(this._timer);
  }

  /**
   * Tell that a message is a reply of it.
   */
  owns(messageId: string): void {
    // Whoever pressed the persona's own Stop before did so to no avail.
    this._wasEndedByOthers = false;
    this._generation.owns(messageId);
  }

  /**
   * Tell that somebody else has had the agent end it, such as a command of its own.
   */
  endedByOthers(): void {
    this._wasEndedByOthers = !this._generation.signal.aborted;
  }

  /**
   * Tell that the persona says that it has ended. After a stop it is over when the tools that it
   * had called are: the persona does not wait for them.
   */
  ended(): void {
    this._isAnswered = true;
    this._look();
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    window.clearTimeout(this._timer);
    this._agent.agentEvent.disconnect(this._onAgentEvent, this);
    this._generation.signal.removeEventListener('abort', this._onAbort);
  }

  private _look(): void {
    const { signal } = this._generation;
    if (!this._isAnswered || (signal.aborted && this._calls.size > 0)) {
      return;
    }
    this.dispose();
    if (this._hasFailed) {
      this._generation.ended('error');
    } else if (this._wasEndedByOthers) {
      this._generation.ended('interrupted');
    } else {
      this._generation.ended();
    }
  }

  /**
   * While the persona prepares, its agent has nothing to end, and begins afterwards all the same.
   */
  private _repeat(index: number): void {
    if (this._isAnswered) {
      return;
    }
    this._stop();
    const delayMs = REPEAT_AFTER_MS[index] ?? REPEAT_AT_LAST_AFTER_MS;
    this._timer = window.setTimeout(() => this._repeat(index + 1), delayMs);
  }

  private _onAgentEvent(_: unknown, event: unknown): void {
    if (!isFields(event) || !isFields(event.data)) {
      return;
    }
    const { callId, toolCallId, approved } = event.data;
    if (event.type === 'error') {
      this._hasFailed = true;
    } else if (event.type === 'tool_call_start') {
      this._calls.add(callId);
    } else if (event.type === 'tool_call_complete') {
      this._calls.delete(callId);
      this._look();
    } else if (event.type === 'tool_approval_resolved' && !approved) {
      this._calls.delete(toolCallId);
    }
  }

  private readonly _onAbort = () => this._repeat(0);
  private readonly _generation: ILocalGeneration;
  private readonly _agent: IPageAgent;
  private readonly _stop: () => void;
  /**
   * The tools that it has called and that have not answered.
   */
  private readonly _calls = new Set<unknown>();
  private _isAnswered = false;
  private _hasFailed = false;
  private _wasEndedByOthers = false;
  private _isDisposed = false;
  private _timer = 0;
}

const REPEAT_AFTER_MS: readonly number[] = [50, 250, 1000];
const REPEAT_AT_LAST_AFTER_MS = 2000;
