import { FakeChatModel } from '../../__tests__/fakes/chat-model';
import { inputOf } from '../input-of';

describe('the input of a chat', () => {
  let chat: FakeChatModel;
  let search: jest.SpyInstance;

  beforeEach(() => {
    chat = new FakeChatModel();
    draw(chat.input.id);
    search = jest.spyOn(document, 'querySelector');
  });

  afterEach(() => {
    search.mockRestore();
    chat.dispose();
    document.body.innerHTML = '';
  });

  it('is searched for once, for as long as it is in the page', () => {
    const input = inputOf(chat.asModel);
    expect(input?.textContent).toBe('drawn');
    expect(inputOf(chat.asModel)).toBe(input);
    expect(search).toHaveBeenCalledTimes(1);
  });

  it('is another where the chat is drawn anew', () => {
    const before = inputOf(chat.asModel);
    draw(chat.input.id);
    expect(inputOf(chat.asModel)).not.toBe(before);
    expect(inputOf(chat.asModel)?.isConnected).toBe(true);
  });

  it('is none where it is gone, or has become that of another chat', () => {
    inputOf(chat.asModel)?.setAttribute('data-input-id', 'another');
    expect(inputOf(chat.asModel)).toBeNull();
    draw(chat.input.id);
    expect(inputOf(chat.asModel)).not.toBeNull();
    document.body.innerHTML = '';
    expect(inputOf(chat.asModel)).toBeNull();
  });

  function draw(id: string): void {
    document.body.innerHTML = `<div data-input-id="${id}">drawn</div>`;
  }
});
