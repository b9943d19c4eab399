import * as path from 'path';

import { defineConfig } from '@playwright/test';

import { IHost, onHosts } from './on-hosts';
import { labPython } from './playwright.config';

const neighbours = pythonOf('neighbours');
const aiLite = pythonOf('jupyter-ai-lite');

/**
 * A page that asks the model itself, which does not answer pages of other origins.
 */
const ASKS_ITSELF = ['--disable-web-security'];

/**
 * Hosts in which the page answers, and hosts that have no generation of ours.
 */
const HOSTS: Readonly<Record<string, IHost>> = {
  'jupyterlite-ai': {
    offset: 0,
    specs: ['neighbours-jupyterlite-ai.spec.ts'],
    command: `${neighbours} serve.py`,
    answersAt: '/api/status',
    args: ASKS_ITSELF
  },
  'jupyter-ai-lite': {
    offset: 5,
    specs: ['neighbours-jupyter-ai-lite.spec.ts'],
    command: `${aiLite} serve.py`,
    answersAt: '/api/status',
    args: ASKS_ITSELF
  },
  'without-server-half': {
    offset: 2,
    specs: ['neighbours-personas.spec.ts'],
    command: `${labPython} serve.py`,
    environment: { WITHOUT_SERVER_HALF: '1' },
    answersAt: '/api/status'
  },
  'unknown-manager': {
    offset: 3,
    specs: ['neighbours-personas.spec.ts'],
    command: `${labPython} serve.py`,
    environment: { WITH_UNKNOWN_MANAGER: '1' },
    answersAt: '/api/status'
  },
  jupyterlite: {
    offset: 4,
    specs: ['neighbours-jupyterlite.spec.ts'],
    command: `${neighbours} serve_lite.py`,
    answersAt: '/lab/index.html'
  },
  'jupyterlite-ai-in-jupyterlite': {
    offset: 7,
    specs: ['neighbours-jupyterlite-jupyternaut.spec.ts'],
    command: `${neighbours} serve_lite.py`,
    environment: { WITH_JUPYTERNAUT: '1' },
    answersAt: '/lab/index.html',
    args: ASKS_ITSELF
  },
  'jupyter-ai-lite-in-jupyterlite': {
    offset: 6,
    specs: ['neighbours-jupyterlite-jupyternaut.spec.ts'],
    command: `${aiLite} serve_lite.py`,
    environment: { WITH_JUPYTERNAUT: '1' },
    answersAt: '/lab/index.html',
    args: ASKS_ITSELF
  }
};

/**
 * Models that run in the page; and the page where nobody answers for a chat: what was there before
 * it is there, and works.
 */
export default defineConfig(onHosts(HOSTS));

function pythonOf(environment: string): string {
  return path.join('..', '.cache', environment, 'bin', 'python');
}
