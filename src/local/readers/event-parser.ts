/**
 * One server-sent event.
 */
export interface IServerEvent {
  /**
   * What the server calls it: `message` where it does not say.
   */
  readonly event: string;
  readonly data: string;
  /**
   * The last id that the server gave, to this event or to one before it; empty where it gave none.
   */
  readonly id: string;
}

/**
 * Takes server-sent events out of text, however it comes apart, as the HTML standard has it
 * (<https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation>).
 * How long to wait before connecting again is none of its business: an answer is asked for once.
 *
 * Of its own, and no library: whoever takes in the readers then takes in nothing else.
 */
export class EventParser {
  /**
   * Take in the next part of the text; return the events that it completes.
   */
  feed(text: string): readonly IServerEvent[] {
    const events: IServerEvent[] = [];
    // After a CR the line is over; an LF right behind it belongs to that end, in the next part too.
    const rest =
      this._isAfterReturn && text.startsWith('\n') ? text.slice(1) : text;
    if (text) {
      this._isAfterReturn = text.endsWith('\r');
    }
    const lines = (this._unfinished + rest).split(/\r\n|\r|\n/);
    this._unfinished = lines.pop() ?? '';
    for (const line of lines) {
      const event = this._take(line);
      if (event) {
        events.push(event);
      }
    }
    return events;
  }

  private _take(line: string): IServerEvent | null {
    if (!line) {
      return this._dispatch();
    }
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'data') {
      this._data.push(value);
    } else if (field === 'event') {
      this._event = value;
    } else if (field === 'id' && !value.includes('\0')) {
      this._id = value;
    }
    return null;
  }

  private _dispatch(): IServerEvent | null {
    const [data, event] = [this._data, this._event || 'message'];
    this._data = [];
    this._event = '';
    return data.length > 0
      ? { event, data: data.join('\n'), id: this._id }
      : null;
  }

  private _unfinished = '';
  private _isAfterReturn = false;
  private _data: string[] = [];
  private _event = '';
  private _id = '';
}
