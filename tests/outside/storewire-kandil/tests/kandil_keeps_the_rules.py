from __future__ import annotations

from pathlib import Path

import storewire_kandil

from connector.testing import AdapterContract, recordings


class TestKandil(AdapterContract):
    adapter = storewire_kandil.adapter
    recordings = recordings(Path(storewire_kandil.__file__).parent / "fixtures")
