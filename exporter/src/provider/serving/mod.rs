//! How a model is served: what a provider says of it, looked up once for each model and process.

mod observation;
pub mod quantisation;
mod survey;

pub use observation::{Endpoint, LLAMA_CPP, Observation};
pub use survey::{Survey, Surveys};
