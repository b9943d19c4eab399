import js from '@eslint/js';
import jupyterPlugin from '@jupyter/eslint-plugin';
import prettierRecommended from 'eslint-plugin-prettier/recommended';
import { defineConfig, globalIgnores } from 'eslint/config';
import globals from 'globals';
import tseslint from 'typescript-eslint';

/**
 * The line: which rooms of `src/` each room must not see. A room sees what
 * stands upstream of it; rooms of one station do not see each other.
 */
const HIDDEN_FROM = {
  protocol: [
    'generations',
    'connection',
    'local',
    'chat',
    'notebooks',
    'components',
    'plugins'
  ],
  generations: [
    'connection',
    'local',
    'chat',
    'notebooks',
    'components',
    'plugins'
  ],
  connection: ['local', 'chat', 'notebooks', 'components', 'plugins'],
  local: ['connection', 'chat', 'notebooks', 'components', 'plugins'],
  chat: ['connection', 'local', 'notebooks', 'components', 'plugins'],
  notebooks: ['connection', 'local', 'chat', 'components', 'plugins'],
  components: ['connection', 'local', 'chat', 'notebooks', 'plugins'],
  plugins: []
};

/**
 * One block for the files of a room. ESLint takes the options of a rule from
 * the last block that fits a file and joins nothing, so each block is complete.
 *
 * @param files - The glob of the block's files.
 * @param room - The room that they belong to.
 * @param indexes - The paths by which these files would reach `src/index.ts`.
 */
function line(files, room, indexes) {
  const hidden = HIDDEN_FROM[room];
  const regexes = [
    ...(hidden.length ? [`^(\\./)*(\\.\\./)+(${hidden.join('|')})(/|$)`] : []),
    indexes,
    '^jupyter-stop-stream(/|$)'
  ];
  const message = `${room}/ must not see this: see "The line" in CONTRIBUTING.md.`;
  // An import at run time, or of a type within an expression, is an import too.
  const literal = `/${regexes.join('|').replaceAll('/', '\\/')}/`;
  return {
    files,
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: regexes.map(regex => ({ regex, message })) }
      ],
      'no-restricted-syntax': [
        'error',
        { selector: `ImportExpression[source.value=${literal}]`, message },
        { selector: `TSImportType[source.value=${literal}]`, message }
      ]
    }
  };
}

const theLine = Object.keys(HIDDEN_FROM).flatMap(room => [
  line([`src/${room}/*.{ts,tsx}`], room, '^\\.\\./?(index(\\.\\w+)?)?$'),
  line(
    [`src/${room}/*/**/*.{ts,tsx}`],
    room,
    '^(\\.\\./)+\\.\\./?(index(\\.\\w+)?)?$'
  )
]);

export default defineConfig([
  globalIgnores([
    '.cache',
    '.venv',
    '**/*.js',
    '**/lib',
    '**/node_modules',
    '**/test-results',
    'coverage',
    'dist',
    'jupyter_stop_stream'
  ]),
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' }
  },
  js.configs.recommended,
  tseslint.configs.recommended,
  { plugins: { jupyter: jupyterPlugin } },
  jupyterPlugin.configs.recommended,
  {
    files: ['**/*.mjs'],
    languageOptions: { globals: globals.node }
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    languageOptions: {
      globals: { ...globals.browser, ...globals.es2015 },
      parserOptions: {
        project: ['tsconfig.test.json', 'ui-tests/tsconfig.json'],
        tsconfigRootDir: import.meta.dirname,
        sourceType: 'module'
      }
    },
    rules: {
      '@typescript-eslint/naming-convention': [
        'error',
        {
          selector: 'interface',
          format: ['PascalCase'],
          custom: { regex: '^I[A-Z]', match: true }
        }
      ],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': [
        'error',
        { checksVoidReturn: { attributes: false } }
      ],
      '@typescript-eslint/no-namespace': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { args: 'none' }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      curly: ['error', 'all'],
      eqeqeq: 'error',
      // Its tokens are what plugins know each other by.
      'jupyter/prefer-lazy-imports': [
        'warn',
        { ignoreImports: ['../generations'] }
      ],
      'no-console': ['error', { allow: ['warn', 'error'] }],
      'prefer-arrow-callback': 'error'
    }
  },
  {
    files: ['ui-tests/**/*.ts'],
    rules: {
      // The page's own types are extended under their own names.
      '@typescript-eslint/naming-convention': [
        'error',
        {
          selector: 'interface',
          format: ['PascalCase'],
          custom: { regex: '^(I[A-Z]|Window$)', match: true }
        }
      ],
      // Playwright asks for `{}` where a fixture takes no other.
      'no-empty-pattern': ['error', { allowObjectPatternsAsParameters: true }]
    }
  },
  ...theLine,
  prettierRecommended,
  {
    // prettierRecommended turns this off; the braces do not depend on layout.
    files: ['**/*.ts', '**/*.tsx'],
    rules: { curly: ['error', 'all'] }
  }
]);
