import { galata } from '@jupyterlab/galata';
import type { APIRequestContext, Browser } from '@playwright/test';
import { expect } from '@playwright/test';

import { Chat } from './chat';
import { waitForLab } from './people';

/** Ada's named server. */
const SERVER = 'user/ada/lab';

/**
 * JupyterHub, as its administrator has it; the server that is shared is Ada's.
 */
export class Hub {
  /**
   * @param request - Whoever asks, with no cookies.
   * @param origin - Of the proxy that the hub stands behind.
   */
  constructor(
    private readonly _request: APIRequestContext,
    private readonly _origin: string
  ) {}

  /** Where the server is, without a slash at the end. */
  get serverUrl(): string {
    return `${this._root}/${SERVER}`;
  }

  /**
   * Start the server, unless it runs; return when it can be used.
   */
  async start(): Promise<void> {
    const lab = async () =>
      JSON.parse(await this._api('GET', 'users/ada')).servers.lab;
    if (!(await lab())) {
      await this._api('POST', 'users/ada/servers/lab');
    }
    await expect(async () => {
      expect((await lab()).ready).toBe(true);
    }).toPass({ timeout: 90_000 });
  }

  /**
   * A token with which a person's scripts may do what that person may.
   */
  async tokenOf(person: string): Promise<string> {
    return JSON.parse(await this._api('POST', `users/${person}/tokens`)).token;
  }

  /**
   * Share the server.
   *
   * @returns Where somebody accepts it who was given the code.
   */
  async share(): Promise<string> {
    const made = await this._api('POST', 'share-codes/ada/lab');
    return this._origin + JSON.parse(made).accept_url;
  }

  /**
   * Take back all that was shared.
   */
  async revoke(): Promise<void> {
    await this._api('DELETE', 'shares/ada/lab');
  }

  /**
   * Sign somebody in, in a browser of their own. Whoever does closes its context.
   */
  async signIn(
    browser: Browser,
    person: string
  ): Promise<Awaited<ReturnType<Browser['newPage']>>> {
    const context = await browser.newContext({
      baseURL: `${this.serverUrl}/`
    });
    const page = await context.newPage();
    await page.goto(`${this._root}/hub/login?next=/prefix/hub/home`);
    await page.getByLabel('Username').fill(person);
    await page.getByLabel('Password').fill('any');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL(/hub\/home/);
    return page;
  }

  /**
   * A chat on the server, in a JupyterLab that shows none yet.
   *
   * @param page - Of somebody who is signed in and may use the server.
   */
  async chat(
    page: Awaited<ReturnType<Browser['newPage']>>,
    path: string
  ): Promise<Chat> {
    const lab = await galata.initTestPage(
      '/lab',
      // Its own way to the page asks for a directory.
      false,
      this.serverUrl,
      true,
      { ...galata.DEFAULT_SETTINGS },
      true,
      false,
      page,
      null,
      null,
      '',
      waitForLab
    );
    await lab.goto(`${this.serverUrl}/lab?reset`);
    return new Chat({ page: lab, path });
  }

  private get _root(): string {
    return `${this._origin}/prefix`;
  }

  private async _api(method: string, path: string): Promise<string> {
    const url = `${this._root}/hub/api/${path}`;
    const headers = { Authorization: 'token tests-token' };
    const response = await this._request.fetch(url, { method, headers });
    expect([response.ok(), await response.text()]).toEqual([
      true,
      expect.anything()
    ]);
    return response.text();
  }
}
