CREATE TABLE `api_tokens` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`user_id` integer NOT NULL,
	`name` text NOT NULL,
	`token_hash` text NOT NULL,
	`created_at` integer NOT NULL,
	`last_used_at` integer,
	`revoked_at` integer,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `api_tokens_token_hash_unique` ON `api_tokens` (`token_hash`);--> statement-breakpoint
CREATE INDEX `api_tokens_user_idx` ON `api_tokens` (`user_id`);--> statement-breakpoint
CREATE TABLE `audit_log` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`at` integer NOT NULL,
	`actor_user_id` integer,
	`action` text NOT NULL,
	`target` text NOT NULL,
	`detail` text
);
--> statement-breakpoint
CREATE INDEX `audit_log_at_idx` ON `audit_log` (`at`);--> statement-breakpoint
CREATE TABLE `conversations` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`session_id` text NOT NULL,
	`turn_number` integer NOT NULL,
	`user_audio_path` text NOT NULL,
	`user_text` text NOT NULL,
	`ai_text` text NOT NULL,
	`ai_audio_path` text,
	`voice_profile_id` integer,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `conversations_session_id_idx` ON `conversations` (`session_id`);--> statement-breakpoint
CREATE INDEX `conversations_created_at_idx` ON `conversations` (`created_at`);--> statement-breakpoint
CREATE UNIQUE INDEX `conversations_session_turn_unique` ON `conversations` (`session_id`,`turn_number`);--> statement-breakpoint
CREATE TABLE `sessions` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` integer NOT NULL,
	`language` text NOT NULL,
	`mode` text NOT NULL,
	`voice` text NOT NULL,
	`endpoint_pause_ms` integer NOT NULL,
	`created_at` integer NOT NULL,
	`last_seen_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `sessions_user_idx` ON `sessions` (`user_id`);--> statement-breakpoint
CREATE TABLE `turn_details` (
	`conversation_id` integer PRIMARY KEY NOT NULL,
	`turn_id` text NOT NULL,
	`user_id` integer,
	`language` text NOT NULL,
	`mode` text NOT NULL,
	`voice` text NOT NULL,
	`stt_model` text,
	`llm_model` text,
	`tts_model` text,
	`timings` text NOT NULL,
	`user_audio_ms` integer NOT NULL,
	`ai_audio_ms` integer NOT NULL,
	`interrupted` integer NOT NULL,
	`error_code` text,
	`supersedes_turn_id` text,
	FOREIGN KEY (`conversation_id`) REFERENCES `conversations`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `turn_details_turn_id_unique` ON `turn_details` (`turn_id`);--> statement-breakpoint
CREATE INDEX `turn_details_user_idx` ON `turn_details` (`user_id`);--> statement-breakpoint
CREATE INDEX `turn_details_supersedes_idx` ON `turn_details` (`supersedes_turn_id`);--> statement-breakpoint
CREATE TABLE `user_settings` (
	`user_id` integer NOT NULL,
	`key` text NOT NULL,
	`value` text NOT NULL,
	PRIMARY KEY(`user_id`, `key`),
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `users` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`username` text NOT NULL,
	`password_hash` text NOT NULL,
	`role` text NOT NULL,
	`login_epoch` integer DEFAULT 0 NOT NULL,
	`disabled_at` integer,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `users_username_unique` ON `users` (lower("username"));--> statement-breakpoint
CREATE TABLE `voice_profiles` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`name` text NOT NULL,
	`audio_path` text NOT NULL,
	`embedding` blob,
	`duration_sec` real NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `voice_profiles_name_unique` ON `voice_profiles` (`name`);--> statement-breakpoint
CREATE INDEX `voice_profiles_name_idx` ON `voice_profiles` (`name`);