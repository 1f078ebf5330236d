//! Errors of a request: each has one status, from which a middleware renders a page or problem+json.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

/// An error of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// No route matches the path.
    #[error("not found")]
    NotFound,
    /// The route does not support the method.
    #[error("method not allowed")]
    MethodNotAllowed,
    /// The request target is too long.
    #[error("URI too long")]
    UriTooLong,
    /// The request is malformed.
    #[error("bad request")]
    BadRequest,
    /// The body is too large.
    #[error("payload too large")]
    TooLarge,
    /// A limit on resources is reached; the client may retry soon.
    #[error("busy")]
    Busy,
    /// The client sent its request too slowly.
    #[error("request time-out")]
    TooSlow,
    /// A defect of the program.
    #[error("internal error")]
    Internal,
}

impl Error {
    /// Returns the HTTP status.
    ///
    /// ```
    /// use pop_or_imap::web::Error;
    /// assert_eq!(Error::UriTooLong.status().as_u16(), 414);
    /// ```
    #[must_use]
    pub const fn status(self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::UriTooLong => StatusCode::URI_TOO_LONG,
            Self::BadRequest => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl IntoResponse for Error {
    /// Returns a response with the status alone; the middleware for error pages adds the body.
    fn into_response(self) -> Response {
        self.status().into_response()
    }
}
