//! Text messages through a gateway.

use std::sync::{Arc, Mutex};

use actix_web::http::StatusCode;
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use serde_json::{Value, json};

use crate::notifications::{SmsError, SmsOptions, Texter};
use crate::outbox::Failure;

/// What it was sent: the `Authorization` header and the body.
type Taken = Mutex<Vec<(String, Value)>>;

/// A gateway on a real port that always answers with one status.
async fn gateway(status: u16) -> (String, Arc<Taken>) {
    let taken = Arc::new(Taken::default());
    let (into, status) = (taken.clone(), StatusCode::from_u16(status).unwrap());
    let server = HttpServer::new(move || {
        App::new()
            .app_data(web::Data::from(into.clone()))
            .app_data(web::Data::new(status))
            .route("/sms", web::post().to(take))
    })
    .workers(1)
    .bind(("127.0.0.1", 0))
    .unwrap();
    let url = format!("http://{}/sms", server.addrs()[0]);
    tokio::spawn(server.run());
    (url, taken)
}

async fn take(
    request: HttpRequest,
    body: web::Json<Value>,
    into: web::Data<Taken>,
    status: web::Data<StatusCode>,
) -> HttpResponse {
    let token = request.headers().get("authorization").unwrap().to_str().unwrap();
    into.lock().unwrap().push((token.to_owned(), body.into_inner()));
    HttpResponse::build(**status).finish()
}

async fn send(url: String) -> Result<(), SmsError> {
    let texter = Texter::new(&SmsOptions {
        url: Some(url),
        token: Some("secret".into()),
        ..SmsOptions::default()
    })?;
    let to = "13900000099".parse().unwrap();
    texter.send(&to, "申请已受理", "办件编号：BJ1", "9.3").await
}

#[tokio::test]
async fn a_gateway_gets_id_number_and_text_with_the_token() {
    let (url, taken) = gateway(202).await;
    send(url).await.unwrap();
    let expected = json!({"id": "9.3", "to": "13900000099", "text": "【一网通办】申请已受理：办件编号：BJ1"});
    assert_eq!(*taken.lock().unwrap(), [("Bearer secret".to_owned(), expected)]);
}

#[tokio::test]
async fn whatever_is_not_taken_is_tried_again_and_no_number_is_told() {
    for status in [400, 401, 429, 500, 302] {
        let (url, _) = gateway(status).await;
        let failure = Failure::from(send(url).await.unwrap_err());
        let told = format!("the SMS gateway answered with status {status}");
        assert_eq!(failure, Failure::Retry(told));
    }
    let failure = Failure::from(send("http://127.0.0.1:1/sms".to_owned()).await.unwrap_err());
    let told = "the SMS gateway cannot be reached: no connection".to_owned();
    assert_eq!(failure, Failure::Retry(told));
}

#[test]
fn a_url_that_is_none_is_refused_at_once_and_no_gateway_is_no_error() {
    for url in ["", "sms.example", "ftp://sms.example/"] {
        let options = SmsOptions {
            url: Some(url.to_owned()),
            ..SmsOptions::default()
        };
        let error = Texter::new(&options).err();
        assert!(matches!(error, Some(SmsError::Settings(_))), "{url}");
    }
    assert!(Texter::new(&SmsOptions::default()).is_ok());
}
