import * as path from 'path';

import { defineConfig } from '@playwright/test';

import { IHost, onHosts } from './on-hosts';
import { labPython } from './playwright.config';

const neighbours = path.join('..', '.cache', 'neighbours', 'bin', 'python');

/**
 * Hosts that have no generation of ours.
 */
const HOSTS: Readonly<Record<string, IHost>> = {
  'jupyterlite-ai': {
    offset: 0,
    spec: 'neighbours-jupyterlite-ai.spec.ts',
    command: `${neighbours} serve.py`,
    answersAt: '/api/status',
    // Its page asks the model itself, which does not answer pages of other origins.
    args: ['--disable-web-security']
  },
  'without-server-half': {
    offset: 2,
    spec: 'neighbours-personas.spec.ts',
    command: `${labPython} serve.py`,
    environment: { WITHOUT_SERVER_HALF: '1' },
    answersAt: '/api/status'
  },
  'unknown-manager': {
    offset: 3,
    spec: 'neighbours-personas.spec.ts',
    command: `${labPython} serve.py`,
    environment: { WITH_UNKNOWN_MANAGER: '1' },
    answersAt: '/api/status'
  },
  jupyterlite: {
    offset: 4,
    spec: 'neighbours-jupyterlite.spec.ts',
    command: `${neighbours} serve_lite.py`,
    answersAt: '/lab/index.html'
  }
};

/**
 * The page where nobody answers for a chat: what was there before it is there, and works.
 */
export default defineConfig(onHosts(HOSTS));
