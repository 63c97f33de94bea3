{{ objectif('psa-clermont', '3.2') }}
