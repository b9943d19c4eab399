export { EitherWay } from './either-way';
export { listGenerations } from './restapi';
export { RemoteGenerations } from './remote';
export { WayRound } from './way-round';
export { WebSocketConnection } from './websocket';
