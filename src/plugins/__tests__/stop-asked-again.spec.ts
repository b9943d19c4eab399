import { Notification } from '@jupyterlab/apputils';
import { act } from '@testing-library/react';

import { FakeWebSocket } from '../../__tests__/fakes/web-socket';
import { StoppedPage } from './stopped-page';

const STOPPING = 'Stopping… Press again to force it';

describe('A Stop that is not answered at once, or is pressed again', () => {
  let page: StoppedPage;

  beforeEach(async () => {
    jest.useFakeTimers();
    page = await StoppedPage.open();
  });

  afterEach(async () => {
    await page.close();
    jest.useRealTimers();
  });

  it('shows the text again when it is refused, says why, and can be pressed again', async () => {
    await page.write('Once');
    await page.press('Stop the answer');
    await page.write('Once upon');
    await page.answer({
      status: 'refused',
      generation_ids: [],
      error: { code: 'not_allowed', text: 'You may not.' }
    });
    expect(page.reply?.body).toBe('Once upon');
    expect(page.told).toEqual([
      'The answer was not stopped. Somebody else has asked for what is being written.'
    ]);
    await page.write('Once upon a');
    expect(page.reply?.body).toBe('Once upon a');
    await page.press('Stop the answer');
    await page.write('Once upon a time');
    expect(page.reply?.body).toBe('Once upon a');
    expect(page.stops).toHaveLength(2);
    expect(page.stops[0]?.request_id).not.toBe(page.stops[1]?.request_id);
  });

  it('freezes at once without a connection, says so at once, and is sent when there is one', async () => {
    await page.write('Once');
    const before = FakeWebSocket.latest;
    page.server.isDown = true;
    act(() => before.drop());
    await page.pass(0);
    await page.press('Stop the answer');
    expect(page.note).toContain('The server cannot be reached.');
    await page.write('Once upon');
    expect(page.reply?.body).toBe('Once');
    expect(before.sent).toHaveLength(1);
    await page.pass(11_000);
    await act(async () => FakeWebSocket.latest.accept());
    expect(page.sent.map(frame => frame.type)).toEqual(['subscribe', 'stop']);
    expect(page.button(STOPPING)).toBeTruthy();
    expect(page.note).toBe('');
    expect(page.told).toEqual([]);
  });

  it('is sent once, however often it is pressed before it is answered', async () => {
    await page.write('Once');
    await page.press('Stop the answer');
    await page.press(STOPPING);
    await page.press(STOPPING);
    expect(page.stops).toHaveLength(1);
  });

  it('forces with the second press, and offers to reload with the third', async () => {
    const accepted = {
      status: 'accepted',
      generation_ids: ['generation-1']
    } as const;
    await page.write('Once');
    await page.press('Stop the answer');
    page.tellOne({ state: 'stopping', revision: 2 });
    await page.answer(accepted);
    await page.press(STOPPING);
    expect(page.stops[1]).toMatchObject({ generation_ids: ['generation-1'] });
    await page.answer(accepted);
    expect(page.told).toEqual([]);
    await page.press(STOPPING);
    expect(page.stops).toHaveLength(2);
    const [offer] = Notification.manager.notifications;
    expect(offer?.type).toBe('warning');
    expect(offer?.message).toBe('The answer does not end. Reload the persona?');
    const [action] = offer?.options.actions ?? [];
    expect(action?.label).toBe('Reload');
    action?.callback(new MouseEvent('click'));
    expect(page.lastSent).toMatchObject({
      type: 'reload',
      chat_id: 'chat-1'
    });
  });
});
