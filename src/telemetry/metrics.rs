//! Metrics in the text format of Prometheus, from the process's default registry: rooms register their own there.

use std::sync::LazyLock;
use std::time::Duration;

use prometheus::{
    Encoder, HistogramOpts, HistogramVec, IntCounterVec, IntGauge, IntGaugeVec, Opts, Registry, TextEncoder,
};

/// Upper bounds in seconds: most requests are milliseconds, password hashing and uploads are not.
const BUCKETS: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

struct Metrics {
    requests: IntCounterVec,
    durations: HistogramVec,
    pool_size: IntGauge,
    pool_available: IntGauge,
    pool_waiting: IntGauge,
}

static METRICS: LazyLock<Option<Metrics>> = LazyLock::new(|| {
    Metrics::register(prometheus::default_registry())
        .inspect_err(|error| tracing::error!(%error, "there are no metrics"))
        .ok()
});

impl Metrics {
    fn register(registry: &Registry) -> prometheus::Result<Self> {
        let metrics = Self {
            requests: IntCounterVec::new(
                Opts::new("http_requests_total", "Requests answered"),
                &["method", "route", "status"],
            )?,
            durations: HistogramVec::new(
                HistogramOpts::new("http_request_duration_seconds", "Time to answer").buckets(BUCKETS.to_vec()),
                &["method", "route", "status"],
            )?,
            pool_size: IntGauge::new("db_pool_connections", "Connections to the database")?,
            pool_available: IntGauge::new("db_pool_idle", "Connections nobody uses")?,
            pool_waiting: IntGauge::new("db_pool_waiting", "Requests waiting for a connection")?,
        };
        let build = IntGaugeVec::new(Opts::new("build_info", "What is running; always 1"), &["version"])?;
        build.with_label_values(&[env!("CARGO_PKG_VERSION")]).set(1);
        registry.register(Box::new(metrics.requests.clone()))?;
        registry.register(Box::new(metrics.durations.clone()))?;
        for gauge in [&metrics.pool_size, &metrics.pool_available, &metrics.pool_waiting] {
            registry.register(Box::new(gauge.clone()))?;
        }
        registry.register(Box::new(build))?;
        Ok(metrics)
    }
}

/// The methods that are counted by name; strangers may invent others.
const METHODS: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/// Measures one answered request.
pub fn request(method: &str, route: &str, status: u16, took: Duration) {
    if let Some(metrics) = &*METRICS {
        let method = if METHODS.contains(&method) { method } else { "other" };
        let labels = [method, route, &status.to_string()];
        metrics.requests.with_label_values(&labels).inc();
        metrics.durations.with_label_values(&labels).observe(took.as_secs_f64());
    }
}

/// Shows how the pool of database connections is used.
pub fn pool(connections: usize, idle: usize, waiting: usize) {
    let show = |gauge: &IntGauge, value: usize| gauge.set(i64::try_from(value).unwrap_or(i64::MAX));
    if let Some(metrics) = &*METRICS {
        show(&metrics.pool_size, connections);
        show(&metrics.pool_available, idle);
        show(&metrics.pool_waiting, waiting);
    }
}

/// Everything measured so far.
///
/// # Errors
/// When a metric cannot be written as text.
pub fn render() -> prometheus::Result<Vec<u8>> {
    let mut text = Vec::new();
    LazyLock::force(&METRICS);
    TextEncoder::new().encode(&prometheus::gather(), &mut text)?;
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_counted_and_timed_by_route_and_status() {
        request("GET", "/a-route-of-this-test/{id}", 200, Duration::from_millis(7));
        let text = String::from_utf8(render().unwrap()).unwrap();
        let labels = "{method=\"GET\",route=\"/a-route-of-this-test/{id}\",status=\"200\"";
        assert!(text.contains(&format!("http_requests_total{labels}}} 1")), "{text}");
        assert!(
            text.contains(&format!(
                "http_request_duration_seconds_bucket{labels},le=\"0.005\"}} 0"
            )),
            "{text}"
        );
        assert!(
            text.contains(&format!("http_request_duration_seconds_bucket{labels},le=\"0.01\"}} 1")),
            "{text}"
        );
        assert!(text.contains("build_info{version="), "{text}");
    }
}
