export { EitherWay } from './either-way';
export { RemoteGenerations } from './remote';
export { WayRound } from './way-round';
export { WebSocketConnection } from './websocket';
