import type { IChatModel } from '@jupyter/chat';
import type { ISignal } from '@lumino/signaling';

import { isFields } from '../../protocol';
import { isSignal } from './signal';

/**
 * A persona that answers one chat in the page, as jupyterlite-ai 0.20 and jupyter-ai-lite 0.21 make
 * them: as much of it as is used here.
 */
export interface IPagePersona {
  readonly model: IChatModel;
  readonly agentManager: IPageAgent;
  /**
   * Whether it answers. It is told for each prompt by itself, and prompts of one chat may overlap.
   */
  readonly isBusy: boolean;
  readonly busyChanged: ISignal<unknown, boolean>;
  /**
   * False where it answers whatever a person says.
   */
  readonly requireMention?: boolean;
}

/**
 * What asks the model for such a persona.
 */
export interface IPageAgent {
  /**
   * Ends the request that is open, if one is; questions about tools are answered with no.
   */
  stopStreaming(reason?: string): void;
  /**
   * What happens on the way.
   */
  readonly agentEvent: ISignal<unknown, unknown>;
}

/**
 * The personas of the chats that are open.
 */
export interface IPagePersonas {
  get(model: IChatModel): unknown;
  readonly personaAdded: ISignal<unknown, unknown>;
}

/**
 * Whether a service is such a registry.
 */
export function arePagePersonas(value: unknown): value is IPagePersonas {
  return (
    isFields(value) &&
    typeof value.get === 'function' &&
    isSignal(value.personaAdded)
  );
}

/**
 * Whether something in such a registry is a persona that can be stopped.
 */
export function isPagePersona(value: unknown): value is IPagePersona {
  return (
    isFields(value) &&
    isChat(value.model) &&
    typeof value.isBusy === 'boolean' &&
    isSignal(value.busyChanged) &&
    isFields(value.agentManager) &&
    typeof value.agentManager.stopStreaming === 'function' &&
    isSignal(value.agentManager.agentEvent)
  );
}

function isChat(value: unknown): value is IChatModel {
  return (
    isFields(value) &&
    Array.isArray(value.messages) &&
    Array.isArray(value.writers) &&
    isSignal(value.messagesUpdated) &&
    typeof value.sendMessage === 'function'
  );
}
