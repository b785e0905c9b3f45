//! Judges a plan: recounts every rule and the objective in plain loops. (To be written.)
