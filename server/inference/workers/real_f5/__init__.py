"""
The F5-TTS worker with the real library and random weights of the real shape: what it says is noise, everything else is
as in use. `npm run test:real-f5` runs it; docs/model-workers.md says what it needs.
"""
