//! The tests of roles.
