//! Rules, judged over made exchanges.
