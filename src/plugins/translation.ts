/**
 * The domain of this extension's strings.
 */
export const TRANSLATION_DOMAIN = 'jupyter_stop_stream';
