const {
  default: BrowserEnvironment
} = require('@jupyterlab/testing/lib/jest-env.js');

/**
 * The page of the other tests, with Node's own network in the place of what stands in for it there.
 */
module.exports = class NetworkEnvironment extends BrowserEnvironment {
  constructor(...args) {
    super(...args);
    for (const name of NAMES) {
      this.global[name] = globalThis[name];
    }
  }

  exportConditions() {
    return ['node', 'require'];
  }
};

const NAMES = [
  'AbortController',
  'AbortSignal',
  'Event',
  'EventTarget',
  'ReadableStream',
  'TextDecoder',
  'TextEncoder',
  'TypeError',
  'Uint8Array'
];
