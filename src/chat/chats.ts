import type { IChatModel } from '@jupyter/chat';

import type { IChatGates, IGenerations } from '../generations';
import { ChatGate } from './gate';

/**
 * The gates of the open chats.
 */
export class ChatGates implements IChatGates {
  constructor(generations: IGenerations) {
    this._generations = generations;
  }

  gateOf(model: IChatModel): ChatGate {
    let gate = this._gates.get(model);
    if (!gate) {
      gate = new ChatGate(model, this._generations);
      this._gates.set(model, gate);
    }
    return gate;
  }

  private readonly _generations: IGenerations;
  private readonly _gates = new WeakMap<IChatModel, ChatGate>();
}
