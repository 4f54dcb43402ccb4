//! Seeing one's documents again.

use super::*;

const CITIZEN: Uuid = Uuid::from_u128(5);

#[actix_web::test]
async fn a_document_comes_back_as_a_download_to_its_owner_alone() {
    let bench = Bench::new().await;
    let id = bench.upload_one(CITIZEN).await;
    let path = format!("/documents/{id}/content");

    let response = bench.get(CITIZEN, &path).await;

    assert_eq!(response.status(), StatusCode::OK);
    let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
    let etag = header("etag");
    assert_eq!(etag, format!("\"{}\"", crate::crypto::digest::sha256_hex(PDF)));
    assert_eq!(header("content-type"), "application/pdf");
    assert_eq!(header("content-length"), PDF.len().to_string());
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert_eq!(
        header("content-disposition"),
        "attachment; filename=\"__.pdf\"; filename*=UTF-8''%E8%AF%81%E6%98%8E.pdf"
    );
    assert_eq!(response.bytes().await.unwrap(), PDF);

    let request = Client::new().get(format!("{}{path}", bench.url));
    let again = bench
        .signed(CITIZEN, request)
        .header("If-None-Match", etag)
        .send()
        .await
        .unwrap();
    assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
    assert_eq!(
        bench.get(Uuid::from_u128(6), &path).await.status(),
        StatusCode::NOT_FOUND
    );
    let unknown = format!("/documents/{}/content", Uuid::now_v7());
    assert_eq!(bench.get(CITIZEN, &unknown).await.status(), StatusCode::NOT_FOUND);
    bench.close().await;
}

#[actix_web::test]
async fn documents_are_listed_newest_first_and_only_ones_own() {
    let bench = Bench::new().await;
    let mut ids = Vec::new();
    for _ in 0..3 {
        ids.push(bench.upload_one(CITIZEN).await.to_string());
    }
    bench.upload_one(Uuid::from_u128(6)).await;
    ids.reverse();

    let first = bench.list(CITIZEN, "/documents?limit=2").await;
    let next = first["next_cursor"].as_str().unwrap();
    let second = bench.list(CITIZEN, &format!("/documents?limit=2&cursor={next}")).await;

    let pages = [&first, &second].map(|page| page["data"].as_array().unwrap().clone());
    let seen: Vec<_> = pages
        .concat()
        .iter()
        .map(|row| row["id"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(seen, ids);
    assert_eq!(second["next_cursor"], Value::Null);
    assert_eq!(bench.get(CITIZEN, "/documents?count=true").await.status().as_u16(), 422);
    bench.close().await;
}

#[actix_web::test]
async fn lost_bytes_are_our_fault() {
    let bench = Bench::new().await;
    let id = bench.upload_one(CITIZEN).await;
    fs::remove_file(&bench.stored()[0]).unwrap();

    let response = bench.get(CITIZEN, &format!("/documents/{id}/content")).await;

    assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
    bench.close().await;
}
