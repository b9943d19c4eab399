import { Dialog, Notification, showDialog } from '@jupyterlab/apputils';
import { DisposableDelegate, IDisposable } from '@lumino/disposable';

import type { INotices, IOffer, IQuestion } from '../generations';

/**
 * What a person is told, as JupyterLab's notifications.
 */
export class Notices implements INotices {
  /**
   * Tell what has happened, with what the person can do about it.
   */
  tell(message: string, offer: IOffer): void {
    Notification.info(message, {
      autoClose: 10 * 1000,
      actions: [{ label: offer.label, callback: offer.act }]
    });
  }

  fail(message: string): void {
    Notification.error(message, { autoClose: 10 * 1000 });
  }

  warn(message: string, offer?: IOffer): IDisposable {
    const id = Notification.warning(message, {
      // It is in the notification centre for as long as it is so; the toast may cover a button.
      autoClose: 10 * 1000,
      actions: offer ? [{ label: offer.label, callback: offer.act }] : []
    });
    return new DisposableDelegate(() => Notification.dismiss(id));
  }

  async confirm(question: IQuestion): Promise<boolean> {
    const { accept, body, cancel, title } = question;
    const { button } = await showDialog({
      title,
      body,
      buttons: [
        Dialog.cancelButton({ label: cancel }),
        Dialog.warnButton({ label: accept })
      ]
    });
    return button.accept;
  }
}
