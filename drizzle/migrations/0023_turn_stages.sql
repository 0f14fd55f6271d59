CREATE TABLE `turn_stages` (
	`conversation_id` integer PRIMARY KEY NOT NULL,
	`first_audio_ms` integer,
	`end_to_end_ms` integer,
	`stt_ms` integer,
	`ttft_ms` integer,
	`tts_fast_ms` integer,
	`endpoint_ms` integer,
	`tts_hq_ms` integer,
	`end_to_end_long_ms` integer,
	FOREIGN KEY (`conversation_id`) REFERENCES `conversations`(`id`) ON UPDATE no action ON DELETE cascade
);