CREATE TABLE `candidate_servers` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`role` text NOT NULL,
	`name` text NOT NULL,
	`url` text NOT NULL,
	`model` text,
	`created_at` integer NOT NULL,
	`removed_at` integer
);
--> statement-breakpoint
CREATE TABLE `lexicon_entries` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`kind` text NOT NULL,
	`language` text NOT NULL,
	`written` text NOT NULL,
	`becomes` text NOT NULL,
	`pronunciation` text,
	`added_in` integer NOT NULL,
	`removed_in` integer
);
--> statement-breakpoint
CREATE INDEX `lexicon_entries_added_idx` ON `lexicon_entries` (`added_in`);--> statement-breakpoint
CREATE TABLE `lexicon_versions` (
	`version` integer PRIMARY KEY NOT NULL,
	`user_id` integer NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `prompts` (
	`sha256` text PRIMARY KEY NOT NULL,
	`text` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `quality_tags` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`name_zh` text NOT NULL,
	`name_en` text NOT NULL,
	`created_at` integer NOT NULL,
	`retired_at` integer
);
--> statement-breakpoint
CREATE TABLE `replay_cases` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`set_id` integer NOT NULL,
	`turn_id` text NOT NULL,
	`session_id` text NOT NULL,
	`context` text,
	`expected_text` text,
	`expectations` text NOT NULL,
	`added_in` integer NOT NULL,
	`removed_in` integer,
	FOREIGN KEY (`set_id`) REFERENCES `replay_sets`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `replay_cases_set_idx` ON `replay_cases` (`set_id`);--> statement-breakpoint
CREATE INDEX `replay_cases_session_idx` ON `replay_cases` (`session_id`);--> statement-breakpoint
CREATE TABLE `replay_results` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`run_id` integer NOT NULL,
	`case_id` integer NOT NULL,
	`repeat` integer NOT NULL,
	`user_text` text,
	`ai_text` text,
	`ai_audio_path` text,
	`audio_bytes` integer DEFAULT 0 NOT NULL,
	`facts` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`run_id`) REFERENCES `replay_runs`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`case_id`) REFERENCES `replay_cases`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `replay_results_unique` ON `replay_results` (`run_id`,`case_id`,`repeat`);--> statement-breakpoint
CREATE TABLE `replay_runs` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`set_id` integer NOT NULL,
	`set_version` integer NOT NULL,
	`name` text NOT NULL,
	`changes` text NOT NULL,
	`repeats` integer DEFAULT 1 NOT NULL,
	`state` text NOT NULL,
	`frozen` text,
	`job_id` integer,
	`failed_code` text,
	`request_key` text NOT NULL,
	`user_id` integer NOT NULL,
	`created_at` integer NOT NULL,
	`finished_at` integer,
	FOREIGN KEY (`set_id`) REFERENCES `replay_sets`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `replay_runs_request_key_unique` ON `replay_runs` (`request_key`);--> statement-breakpoint
CREATE INDEX `replay_runs_set_idx` ON `replay_runs` (`set_id`);--> statement-breakpoint
CREATE TABLE `replay_sets` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`name` text NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	`thresholds` text NOT NULL,
	`baseline_run_id` integer,
	`user_id` integer NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `replay_sets_name_unique` ON `replay_sets` (lower("name"));--> statement-breakpoint
CREATE TABLE `replay_verdicts` (
	`run_id` integer NOT NULL,
	`against_run_id` integer NOT NULL,
	`case_id` integer NOT NULL,
	`verdict` text NOT NULL,
	`note` text NOT NULL,
	`user_id` integer NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`run_id`, `against_run_id`, `case_id`),
	FOREIGN KEY (`run_id`) REFERENCES `replay_runs`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`case_id`) REFERENCES `replay_cases`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `turn_corrections` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`conversation_id` integer NOT NULL,
	`previous_text` text NOT NULL,
	`text` text NOT NULL,
	`user_id` integer NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`conversation_id`) REFERENCES `conversations`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `turn_corrections_turn_idx` ON `turn_corrections` (`conversation_id`);--> statement-breakpoint
CREATE TABLE `turn_notes` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`conversation_id` integer NOT NULL,
	`user_id` integer NOT NULL,
	`text` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`conversation_id`) REFERENCES `conversations`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `turn_notes_turn_idx` ON `turn_notes` (`conversation_id`);--> statement-breakpoint
CREATE TABLE `turn_tags` (
	`conversation_id` integer NOT NULL,
	`tag_id` integer NOT NULL,
	`user_id` integer NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`conversation_id`, `tag_id`),
	FOREIGN KEY (`conversation_id`) REFERENCES `conversations`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`tag_id`) REFERENCES `quality_tags`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `turn_tags_tag_idx` ON `turn_tags` (`tag_id`);--> statement-breakpoint
CREATE TABLE `turn_thumbs` (
	`conversation_id` integer NOT NULL,
	`user_id` integer NOT NULL,
	`thumb` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`conversation_id`, `user_id`),
	FOREIGN KEY (`conversation_id`) REFERENCES `conversations`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
ALTER TABLE `sessions` ADD `title` text;--> statement-breakpoint
ALTER TABLE `sessions` ADD `deleted_at` integer;--> statement-breakpoint
ALTER TABLE `sessions` ADD `removal_job_id` integer;--> statement-breakpoint
ALTER TABLE `turn_details` ADD `calls` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `turn_details` ADD `recognised_text` text;--> statement-breakpoint
ALTER TABLE `turn_details` ADD `heard_replacements` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `turn_details` ADD `said_replacements` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `turn_details` ADD `lexicon_version` integer;--> statement-breakpoint
ALTER TABLE `turn_details` ADD `prompt_sha256` text;--> statement-breakpoint
ALTER TABLE `turn_details` ADD `is_spoken` integer;--> statement-breakpoint
ALTER TABLE `turn_details` ADD `speech_speed` real;
--> statement-breakpoint
INSERT INTO `quality_tags` (`name_zh`, `name_en`, `created_at`) VALUES
	('聽錯', 'Misheard', unixepoch()),
	('答錯', 'Wrong answer', unixepoch()),
	('太慢', 'Slow', unixepoch()),
	('被打斷', 'Cut off', unixepoch()),
	('聲音不好', 'Bad voice', unixepoch()),
	('不安全', 'Unsafe', unixepoch());
