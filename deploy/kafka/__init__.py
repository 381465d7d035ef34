"""A real Kafka 4 broker on this machine without a container.

One node that is both broker and controller, on the loopback address.
"""

from deploy.kafka.broker import Broker

__all__ = ["Broker"]
