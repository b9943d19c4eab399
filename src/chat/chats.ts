import type { IChatModel } from '@jupyter/chat';

import {
  IChatGates,
  IGenerations,
  IPreferences,
  Preferences
} from '../generations';
import { ChatGate } from './gate';

/**
 * The gates of the open chats.
 */
export class ChatGates implements IChatGates {
  constructor(
    generations: IGenerations,
    preferences: IPreferences = new Preferences()
  ) {
    this._generations = generations;
    this._preferences = preferences;
  }

  gateOf(model: IChatModel): ChatGate {
    let gate = this._gates.get(model);
    if (!gate) {
      gate = new ChatGate(model, this._generations, this._preferences);
      this._gates.set(model, gate);
    }
    return gate;
  }

  private readonly _generations: IGenerations;
  private readonly _preferences: IPreferences;
  private readonly _gates = new WeakMap<IChatModel, ChatGate>();
}
