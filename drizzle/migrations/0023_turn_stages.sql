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
);--> statement-breakpoint
-- The turns that are there, as lib/metrics/stages counts them.
INSERT INTO `turn_stages`
WITH `measured` AS (
	SELECT `conversation_id` AS `id`, `timings`, `calls`, `mode`, `interrupted`,
		`user_audio_path` <> '' AS `was_spoken`, length(`ai_text`) AS `characters`,
		(SELECT `value` FROM json_each(`calls`) WHERE `value` ->> '$.call' = 'segment'
			ORDER BY `value` ->> '$.began_ms', `key` LIMIT 1) AS `segment`
	FROM `turn_details` JOIN `conversations` ON `conversations`.`id` = `conversation_id`
), `times` AS (
	SELECT `id`,
		iif(`was_spoken`, `timings` ->> '$.first_audio_ms', NULL) AS `first_audio`,
		iif(`was_spoken` AND NOT `interrupted` AND `characters` BETWEEN 1 AND 50, `timings` ->> '$.e2e_ms', NULL) AS `short`,
		(SELECT `value` ->> '$.total_ms' FROM json_each(`calls`) WHERE `value` ->> '$.call' = 'transcript'
			AND `value` ->> '$.outcome' = 'completed' ORDER BY `key` LIMIT 1) AS `stt`,
		(SELECT `value` ->> '$.first_ms' FROM json_each(`calls`) WHERE `value` ->> '$.call' = 'reply'
			ORDER BY `key` LIMIT 1) AS `ttft`,
		iif(`segment` ->> '$.outcome' = 'completed', `segment` ->> '$.total_ms', NULL) AS `tts`,
		coalesce(`segment` ->> '$.mode', `mode`) AS `spoken_mode`,
		iif(`was_spoken`, `timings` ->> '$.endpoint_ms', NULL) AS `endpoint`,
		iif(`was_spoken` AND NOT `interrupted` AND `characters` > 50, `timings` ->> '$.e2e_ms', NULL) AS `long`
	FROM `measured`
)
SELECT `id`, ceil(`first_audio`), ceil(`short`), ceil(`stt`), ceil(`ttft`), iif(`spoken_mode` = 'fast', ceil(`tts`), NULL),
	ceil(`endpoint`), iif(`spoken_mode` = 'hq', ceil(`tts`), NULL), ceil(`long`)
FROM `times`;
