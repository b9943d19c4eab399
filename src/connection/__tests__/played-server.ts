import type { IDisposable } from '@lumino/disposable';

import { FakeRestServer } from '../../__tests__/fakes/rest-server';
import { FakeWebSocket } from '../../__tests__/fakes/web-socket';
import type {
  IGenerationRecord,
  IGenerationsFrame,
  IStopFrame
} from '../../protocol';
import type { WebSocketConnection } from '../websocket';

/**
 * A chat that two people may have open.
 */
export const CHAT = { id: 'chat-1', name: 'RTC:work/a.chat' };

/**
 * A copy of the file of that chat, which has its id.
 */
export const COPY = { id: 'chat-1', name: 'RTC:work/copy.chat' };

/**
 * A chat that has nothing to do with it.
 */
export const OTHER = { id: 'chat-2', name: 'b.chat' };

/**
 * What was on the screen when somebody pressed stop.
 */
export const SEEN = [{ message_id: 'a', length: 3, checksum: 7 }];

/**
 * A server that the test plays, with fake timers, and with no websocket yet.
 */
export function openServer(): FakeRestServer {
  jest.useFakeTimers();
  FakeWebSocket.made = [];
  return new FakeRestServer();
}

/**
 * The end of a test: of those who spoke with the server, and of the fake timers.
 */
export function closeServer(...speakers: readonly IDisposable[]): void {
  speakers.forEach(speaker => speaker.dispose());
  jest.useRealTimers();
}

/**
 * Time passes, with all that happens in it.
 */
export async function pass(ms: number): Promise<void> {
  await jest.advanceTimersByTimeAsync(ms);
}

/**
 * The server accepts the websocket that is opened next.
 */
export async function accept(): Promise<void> {
  await pass(0);
  FakeWebSocket.latest.accept();
}

/**
 * Start a websocket, which the server accepts.
 */
export async function open(connection: WebSocketConnection): Promise<void> {
  connection.start();
  await accept();
}

/**
 * A request to stop what runs in a chat.
 */
export function stop(
  id: string,
  changes: Partial<IStopFrame> = {}
): IStopFrame {
  return { type: 'stop', request_id: id, chat_id: 'chat-1', ...changes };
}

/**
 * Leave a request without an answer.
 */
export function begin(request: Promise<unknown>): void {
  request.catch(() => undefined);
}

/**
 * The types of all frames that the latest websocket was sent.
 */
export function sent(): string[] {
  return FakeWebSocket.latest.sent.map(frame => frame.type);
}

/**
 * The ids of all requests that the latest websocket was sent.
 */
export function sentIds(): unknown[] {
  return FakeWebSocket.latest.sent.map(frame => frame.request_id);
}

/**
 * The server answers a request.
 */
export function reply(
  id: string,
  status: 'accepted' | 'refused',
  ids: readonly string[] = []
): void {
  FakeWebSocket.latest.say({
    type: 'reply',
    request_id: id,
    status,
    generation_ids: ids
  });
}

/**
 * The server tells of all generations of the chat.
 */
export function tell(
  generations: readonly IGenerationRecord[],
  changes: Partial<IGenerationsFrame> = {}
): void {
  FakeWebSocket.latest.say({
    type: 'generations',
    protocol_version: 1,
    chat_id: 'chat-1',
    generations,
    ...changes
  });
}

/**
 * The server tells of one generation.
 */
export function tellOf(generation: IGenerationRecord): void {
  FakeWebSocket.latest.say({ type: 'generation', generation });
}
