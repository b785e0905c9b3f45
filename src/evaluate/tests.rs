//! Readers and protocols: what damaged logs become, and that nothing of a test learner leaks.
