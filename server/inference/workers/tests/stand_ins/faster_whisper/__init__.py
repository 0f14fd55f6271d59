"""Stand-in of faster-whisper 1.2.1: the signatures of the real one, so that a wrong argument fails here too."""

import os
from types import SimpleNamespace

from script import script


class WhisperModel:
    def __init__(
        self,
        model_size_or_path,
        device="auto",
        device_index=0,
        compute_type="default",
        cpu_threads=0,
        num_workers=1,
        download_root=None,
        local_files_only=False,
        files=None,
        revision=None,
        use_auth_token=None,
        **model_kwargs,
    ):
        assert script.load_go.wait(30)
        if script.load_error:
            raise script.load_error
        script.loaded = {
            "path": model_size_or_path,
            "device": device,
            "compute_type": compute_type,
            "cpu_threads": cpu_threads,
            "local_files_only": local_files_only,
        }

    @property
    def supported_languages(self):
        return ["en", "zh"]

    def transcribe(
        self,
        audio,
        language=None,
        task="transcribe",
        log_progress=False,
        beam_size=5,
        best_of=5,
        patience=1,
        length_penalty=1,
        repetition_penalty=1,
        no_repeat_ngram_size=0,
        temperature=(0.0, 0.2, 0.4, 0.6, 0.8, 1.0),
        compression_ratio_threshold=2.4,
        log_prob_threshold=-1.0,
        no_speech_threshold=0.6,
        condition_on_previous_text=True,
        prompt_reset_on_temperature=0.5,
        initial_prompt=None,
        prefix=None,
        suppress_blank=True,
        suppress_tokens=(-1,),
        without_timestamps=False,
        max_initial_timestamp=1.0,
        word_timestamps=False,
        prepend_punctuations="",
        append_punctuations="",
        multilingual=False,
        vad_filter=False,
        vad_parameters=None,
        max_new_tokens=None,
        chunk_length=None,
        clip_timestamps="0",
        hallucination_silence_threshold=None,
        hotwords=None,
        language_detection_threshold=0.5,
        language_detection_segments=1,
    ):
        number = len(script.calls)
        data = audio.read()
        if os.environ.get("STAND_IN_LISTENS"):
            pcm = data[44:]
            script.segments = [{"text": f" I heard {len(pcm) // 32} milliseconds."}] if any(pcm) else []
        script.calls.append(
            {
                "bytes": len(data),
                "language": language,
                "beam_size": beam_size,
                "temperature": temperature,
                "without_timestamps": without_timestamps,
                "condition_on_previous_text": condition_on_previous_text,
                "initial_prompt": initial_prompt,
                "no_speech_threshold": no_speech_threshold,
            }
        )
        if number == 0:
            return iter(()), SimpleNamespace()  # The worker's first pass.

        def segments():
            for index, segment in enumerate(script.segments):
                script.step()
                if number in script.errors:
                    raise script.errors[number]
                script.segments_made += 1
                yield SimpleNamespace(
                    **{
                        "id": index + 1,
                        "start": index * 30.0,
                        "end": (index + 1) * 30.0,
                        "avg_logprob": -0.3,
                        "compression_ratio": 1.1,
                        "no_speech_prob": 0.01,
                        **segment,
                    }
                )

        return segments(), SimpleNamespace(language=language)
