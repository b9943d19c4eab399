import type { IChatModel } from '@jupyter/chat';
import type { TranslationBundle } from '@jupyterlab/translation';
import { useEffect, useState } from 'react';

import type { IStopActions } from '../generations';
import type { IGenerationRecord } from '../protocol';
import { leftInWords } from './left';

/**
 * What is to be read aloud of the last stop in a chat: one sentence, however many answers it ended,
 * and nothing from the press on until then. Answers that end by themselves say nothing.
 */
export function useAnnouncement(
  actions: IStopActions,
  model: IChatModel | undefined,
  trans: TranslationBundle
): string {
  const [words, setWords] = useState('');

  useEffect(() => {
    if (!model) {
      return;
    }
    const known = new Set<string>();
    const { generations } = actions;
    const onEnded = (_: unknown, ended: IGenerationRecord) => {
      if (ended.chat_id === model.id && ended.outcome === 'interrupted') {
        setWords(Private.words(ended, trans));
      }
    };
    // The same words again are not read aloud unless they were gone in between.
    const onAsked = (_: unknown, chatId: string) => {
      if (chatId === model.id && actions.isStopping(chatId)) {
        setWords('');
      }
    };
    const onChanged = (_: unknown, chatId: string) => {
      const live = chatId === model.id ? generations.live(chatId) : [];
      if (live.some(one => !known.has(one.generation_id))) {
        setWords('');
      }
      live.forEach(one => known.add(one.generation_id));
    };
    generations.ended.connect(onEnded);
    generations.changed.connect(onChanged);
    actions.changed.connect(onAsked);
    return () => {
      generations.ended.disconnect(onEnded);
      generations.changed.disconnect(onChanged);
      actions.changed.disconnect(onAsked);
    };
  }, [actions, model, trans]);

  return words;
}

namespace Private {
  export function words(
    ended: IGenerationRecord,
    trans: TranslationBundle
  ): string {
    if (ended.receipt !== 'detached') {
      return trans.__('Stopped.');
    }
    const hidden = trans.__(
      'Hidden. It could not be cancelled and may still be running.'
    );
    return [hidden, leftInWords(ended, trans)].filter(Boolean).join(' ');
  }
}
