# One image for every part of the program; docker-compose.yml says which part a container plays.
FROM python:3.11-slim AS parts
RUN python -m venv /opt/venv
COPY requirements.txt .
RUN /opt/venv/bin/pip install --no-cache-dir --require-hashes -r requirements.txt

FROM python:3.11-slim
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DEBUG=0 VAR_DIR=/var/lib/scheduling NUMBA_CACHE_DIR=/var/lib/scheduling/compiled
RUN useradd --system --uid 10001 scheduling && install -d -o scheduling "$VAR_DIR"
COPY --from=parts /opt/venv /opt/venv
WORKDIR /opt/scheduling
COPY . .
RUN python -m schedulingsite.translations
USER scheduling
VOLUME /var/lib/scheduling
EXPOSE 8000
CMD ["gunicorn", "schedulingsite.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4"]
