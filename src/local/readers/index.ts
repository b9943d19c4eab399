/**
 * What reads an answer off a transport until it is stopped. It stands on nothing but the browser, so
 * that an extension can take it in and work where this one is not installed.
 */
export { readEvents } from './events';
export type { IServerEvent } from './event-parser';
export { readText } from './fetch';
export type { IReadOptions } from './fetch';
export { ResponseNotOk } from './response';
export { readSocket } from './socket';
export type { ISocketOptions } from './socket';
export { ignoreOnceStopped, readUnstoppable } from './unstoppable';
export type { IUnstoppable } from './unstoppable';
