"""Has the chat of jupyter-ai 2 ask the model that is measured with."""

import os

MODEL = "openai-chat-custom:scripted"

c.AiExtension.default_language_model = MODEL  # noqa: F821
c.AiExtension.default_api_keys = {"OPENAI_API_KEY": "none"}  # noqa: F821
c.AiExtension.model_parameters = {  # noqa: F821
    MODEL: {"openai_api_base": os.environ["MODEL_BASE_URL"], "streaming": True}
}
