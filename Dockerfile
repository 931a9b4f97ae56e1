# Build: the locked packages into a virtual environment. Nothing of this stage but /venv goes on.
FROM python:3.11-slim AS build
RUN python -m venv /venv
COPY requirements-run.lock .
RUN /venv/bin/pip install --no-cache-dir --disable-pip-version-check --no-deps --require-hashes -r requirements-run.lock

# Run: no compiler, no root.
FROM python:3.11-slim
RUN useradd --create-home --uid 10001 tandem && install -d -o tandem -g tandem -m 700 /app/data
COPY --from=build /venv /venv
WORKDIR /app
COPY core core
COPY adapters adapters
COPY bot bot
COPY locales locales
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 MPLCONFIGDIR=/tmp
USER tandem
VOLUME /app/data
ENTRYPOINT ["python", "-m", "bot"]
CMD ["run"]
