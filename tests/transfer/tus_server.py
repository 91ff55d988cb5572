"""An independent tus server (PyPI ``tuspyserver``) for our client to speak with; ``uvicorn`` runs its ``app``."""

import os
from pathlib import Path

from fastapi import FastAPI
from tuspyserver import create_tus_router

app = FastAPI()
app.include_router(create_tus_router(files_dir=str(Path(os.environ["TUS_FILES"])), prefix="files"))
