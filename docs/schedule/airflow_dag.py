"""Airflow asks every day which reports are due, and runs one notebook with parameters of its own by papermill."""

import datetime as dt

from airflow import DAG
from airflow.providers.papermill.operators.papermill import PapermillOperator
from airflow.providers.standard.operators.bash import BashOperator

ROOT = "/srv/contacts"

with DAG(
    "contacts",
    schedule="17 4 * * *",
    start_date=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
    # A build catches up what was missed by itself: runs for days gone by would find everything current.
    catchup=False,
    max_active_runs=1,
    default_args={"retries": 2, "retry_delay": dt.timedelta(hours=1)},
) as dag:
    build = BashOperator(task_id="build", bash_command=f"{ROOT}/.venv/bin/contacts build --jobs 2 --wait 3600")
    status = BashOperator(task_id="status", bash_command=f"{ROOT}/.venv/bin/contacts status", retries=0)
    # The bare notebook, for those who want it: executed, but not checked, set, published or remembered.
    notebook = PapermillOperator(
        task_id="notebook",
        input_nb=f"{ROOT}/notebooks/contacts.ipynb",
        output_nb=ROOT + "/build/contacts-{{ ds }}.ipynb",
        parameters={"as_of": "latest"},
    )
    build >> status
