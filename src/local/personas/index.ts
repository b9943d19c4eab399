import type { IChatModel } from '@jupyter/chat';

import type { IStopActions } from '../../generations';
import type { IGenerationSources } from '../../generations/sources';
import { arePagePersonas, isPagePersona } from './persona';
import { PersonaAnswers } from './answers';

export { providedToken } from './provided-token';

/**
 * Make the answers of the personas in a registry of the page stoppable, of those that are there and
 * of those to come; for as long as the page lives, as the registry does.
 *
 * @param registry - A service that is taken for such a registry. Where it is none, all is left as
 * it is, which is said once.
 */
export function tellOfPersonas(
  registry: unknown,
  { actions, onTold, sources }: ITellOptions
): void {
  let hasWarned = false;
  const onUnknown = () => {
    if (!hasWarned) {
      hasWarned = true;
      console.warn(
        'jupyter-stop-stream: the personas in this page are none that it knows. Their own Stop stays.'
      );
    }
  };
  if (!arePagePersonas(registry)) {
    onUnknown();
    return;
  }

  const known = new WeakMap<object, PersonaAnswers>();
  const add = (persona: unknown) => {
    if (!isPagePersona(persona)) {
      onUnknown();
    } else if (!known.has(persona)) {
      const answers = new PersonaAnswers({ persona, sources, onUnknown });
      known.set(persona, answers);
      onTold();
    }
  };
  const look = () => {
    actions.chats.forEach((model: IChatModel) => {
      const persona = registry.get(model);
      if (persona !== undefined) {
        add(persona);
      }
    });
  };

  registry.personaAdded.connect((_, persona) => add(persona));
  // Chats that were opened before this was loaded.
  actions.chatsChanged.connect(look);
  look();
}

export interface ITellOptions {
  readonly actions: IStopActions;
  readonly sources: IGenerationSources;
  /**
   * Called when a persona is told of, which until then has its own Stop alone.
   */
  readonly onTold: () => void;
}
