const baseConfig = require('@jupyterlab/testutils/lib/jest-config')(__dirname);

// These packages ship ES modules only; everything else in node_modules is
// left as it is.
const esModules = [
  '@codemirror',
  '@jupyter/chat',
  '@jupyter/react-components',
  '@jupyter/web-components',
  '@jupyter/ydoc',
  '@jupyterlab/',
  '@microsoft',
  'exenv-es6',
  'lib0',
  'nanoid',
  'vscode-ws-jsonrpc',
  'y-protocols',
  'y-websocket',
  'yjs'
].join('|');

module.exports = {
  ...baseConfig,
  automock: false,
  cacheDirectory: '<rootDir>/.cache/jest',
  // These hold copies of packages, which the module map would find twice.
  modulePathIgnorePatterns: [
    '<rootDir>/.cache/',
    '<rootDir>/.venv/',
    '<rootDir>/jupyter_stop_stream/labextension/',
    '<rootDir>/lib/',
    '<rootDir>/ui-tests/'
  ],
  reporters: ['default'],
  roots: ['<rootDir>/src'],
  testRegex: 'src/(.*/)?__tests__/.*\\.spec\\.tsx?$',
  // Types are checked by `tsc` in `make check`, once and not for each file.
  transform: {
    ...baseConfig.transform,
    '^.+\\.tsx?$': [
      'ts-jest/legacy',
      { tsconfig: './tsconfig.test.json', isolatedModules: true }
    ]
  },
  transformIgnorePatterns: [`/node_modules/(?!${esModules}).+`]
};
