export { RepetitionOffer } from './repetition-offer';
