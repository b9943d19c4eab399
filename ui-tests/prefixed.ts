import { test as base } from './fixtures';

/**
 * For a server whose paths begin elsewhere than at the root, where galata looks for them. The
 * project's `baseURL` ends with a slash.
 */
export const test = base.extend({
  appPath: 'lab',
  tmpPath: async ({ request }, use, { testId }) => {
    const folder = `api/contents/${testId}`;
    await request.put(folder, { data: { type: 'directory' } });
    await use(testId);
    await request.delete(folder);
  }
});
