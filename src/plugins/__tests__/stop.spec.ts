import { act, fireEvent, screen } from '@testing-library/react';

import { FakeWebSocket } from '../../__tests__/fakes/web-socket';
import { checksum } from '../../protocol';
import { StoppedPage } from './stopped-page';

const STOPPING = 'Stopping… Press again to force it';

describe('Stop, from the press to the label', () => {
  let page: StoppedPage;

  beforeEach(async () => {
    jest.useFakeTimers();
    page = await StoppedPage.open();
  });

  afterEach(async () => {
    await page.close();
    jest.useRealTimers();
  });

  it('begins with a page that follows the chat and offers Stop', () => {
    expect(page.sent).toEqual([
      expect.objectContaining({ type: 'subscribe', chat_id: 'chat-1' })
    ]);
    expect(page.button('Stop the answer')).toBeTruthy();
    expect(document.querySelectorAll('.jp-StopStream-stop')).toHaveLength(1);
  });

  it('freezes the text, and says how much of it was seen', async () => {
    await page.write('Once 👩‍🚀');
    page.reply?.update({ body: 'Once 👩‍🚀 upon a time' });
    await page.press('Stop the answer');
    expect(page.stops).toEqual([
      expect.objectContaining({
        chat_id: 'chat-1',
        seen: [
          {
            message_id: 'reply-1',
            length: 'Once 👩‍🚀'.length,
            checksum: checksum('Once 👩‍🚀')
          }
        ]
      })
    ]);
    await page.write('Once 👩‍🚀 upon a time there was');
    expect(page.reply?.body).toBe('Once 👩‍🚀');
    expect(page.button(STOPPING)).toBeTruthy();
  });

  it('ends with what was seen, the label and Send', async () => {
    await page.write('Once');
    await page.press('Stop the answer');
    await page.answer({ status: 'accepted', generation_ids: ['generation-1'] });
    page.tellOne({ state: 'stopping', revision: 2 });
    expect(page.button(STOPPING)).toBeTruthy();
    await page.write('Once upon');
    await page.end('interrupted', { unseen: ' upon a time' }, 'Once');
    expect(page.reply?.body).toBe('Once');
    expect(screen.getByText('Stopped early')).toBeTruthy();
    expect(screen.queryByLabelText(/^Stop/)).toBeNull();
    expect(page.told).toEqual([]);

    fireEvent.click(screen.getByText('Show the rest'));
    expect(page.reply?.body).toBe('Once upon a time');
    await page.pass(1000);
    fireEvent.click(screen.getByText('Hide it again'));
    expect(page.reply?.body).toBe('Once');
  });

  it('is not said of an answer that was complete before it', async () => {
    await page.write('Once');
    await page.press('Stop the answer');
    await page.answer({ status: 'accepted', generation_ids: [] });
    await page.end('complete', {}, 'Once upon a time.');
    expect(page.reply?.body).toBe('Once upon a time.');
    expect(screen.queryByText('Stopped early')).toBeNull();
    expect(screen.queryByLabelText(/^Stop/)).toBeNull();
  });

  it('asks for what waits as well, and shows nothing of it', async () => {
    page.tellOne({
      generation_id: 'generation-2',
      state: 'queued',
      started_at: 60
    });
    await page.press('Stop my 2 answers');
    expect(page.stops).toEqual([
      expect.not.objectContaining({ generation_ids: expect.anything() })
    ]);
    act(() => void page.model.add({ id: 'late', body: 'Too late', time: 61 }));
    const written = page.model.messages.find(({ id }) => id === 'late');
    expect(written?.deleted).toBe(true);
  });

  it('leaves a draft, which can be sent', async () => {
    act(() => {
      page.input.value = 'a draft';
    });
    await page.press('Stop the answer');
    expect(page.input.value).toBe('a draft');
    await page.press('Send message (ENTER)');
    expect(page.sentByInput).toEqual(['a draft']);
  });

  it('lets the prompt be asked again, and says where that failed', async () => {
    await page.write('Once');
    await page.press('Stop the answer');
    await page.end('interrupted', {}, 'Once');
    fireEvent.click(screen.getByText('Regenerate'));
    const asked = page.lastSent;
    expect(asked).toMatchObject({
      type: 'regenerate',
      chat_id: 'chat-1',
      prompt_id: 'prompt-1'
    });
    await act(async () =>
      FakeWebSocket.latest.say({
        type: 'error',
        code: 'unknown_prompt',
        text: 'It was deleted.',
        request_id: String(asked?.request_id)
      })
    );
    expect(page.told).toEqual([
      'The prompt was not asked again. The prompt is not in the chat any more, or nobody answers it.'
    ]);
  });

  it('is no more once the chat is closed', () => {
    act(() => page.model.dispose());
    expect(page.lastSent).toMatchObject({
      type: 'unsubscribe',
      chat_id: 'chat-1'
    });
  });
});
