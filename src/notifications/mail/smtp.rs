//! Letters over SMTP, on pooled connections.

use lettre::transport::smtp::PoolConfig;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use secrecy::ExposeSecret;

use super::error::MailError;
use super::options::{MailOptions, MailTls};

/// A mail server.
#[derive(Clone)]
pub(super) struct Smtp(AsyncSmtpTransport<Tokio1Executor>);

impl Smtp {
    pub(super) fn new(host: &str, options: &MailOptions) -> Result<Self, MailError> {
        let tls = match options.tls {
            MailTls::Starttls => Tls::Required(trust(host, options)?),
            MailTls::Tls => Tls::Wrapper(trust(host, options)?),
            MailTls::None => Tls::None,
        };
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host)
            .port(options.port())
            .tls(tls)
            .timeout(Some(options.timeout))
            .pool_config(PoolConfig::new().max_size(options.connections.max(1)));
        match (&options.username, &options.password) {
            (Some(user), Some(password)) => {
                let password = password.expose_secret().to_owned();
                builder = builder.credentials(Credentials::new(user.clone(), password));
            }
            (None, None) => {}
            _ => {
                return Err(MailError::Settings("username and password belong together".to_owned()));
            }
        }
        Ok(Self(builder.build()))
    }

    pub(super) async fn send(&self, message: Message) -> Result<(), MailError> {
        self.0.send(message).await?;
        Ok(())
    }
}

fn trust(host: &str, options: &MailOptions) -> Result<TlsParameters, MailError> {
    let invalid = |error: &dyn std::fmt::Display| MailError::Settings(format!("TLS: {error}"));
    let mut tls = TlsParameters::builder(host.to_owned());
    if let Some(path) = &options.ca_file {
        let unreadable =
            |error: &dyn std::fmt::Display| MailError::Settings(format!("ca_file {}: {error}", path.display()));
        let pem = std::fs::read(path).map_err(|error| unreadable(&error))?;
        tls = tls.add_root_certificate(Certificate::from_pem(&pem).map_err(|error| unreadable(&error))?);
    }
    tls.build().map_err(|error| invalid(&error))
}
