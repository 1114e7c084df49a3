//! The config of the program.

mod initialize_config;
